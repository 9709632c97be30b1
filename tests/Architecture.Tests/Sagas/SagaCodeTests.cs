namespace Tollgate.Architecture.Tests.Sagas;

/// <summary>Sagas are replayed, so their code must do the same again: no clock, no chance, no threads, nothing outside a step.</summary>
public sealed class SagaCodeTests
{
    [Fact]
    public void No_saga_of_the_product_uses_what_a_replay_would_not_repeat()
    {
        var offences = Repository.Projects
            .Where(project => project.IsModule)
            .Select(project => Path.Combine(AppContext.BaseDirectory, $"Tollgate.{project.Name}.dll"))
            .SelectMany(Scan);

        Assert.Empty(offences);
    }

    [Theory]
    [InlineData(nameof(ReadsTheClock), "System.TimeProvider.get_System")]
    [InlineData(nameof(MakesAnId), "System.Guid.NewGuid")]
    [InlineData(nameof(RollsTheDiceInALambda), "System.Security.Cryptography.RandomNumberGenerator.GetInt32")]
    [InlineData(nameof(RunsAThread), "System.Threading.Tasks.Task.Run")]
    [InlineData(nameof(Sleeps), "System.Threading.Tasks.Task.Delay")]
    [InlineData(nameof(ReadsAFileInAnotherClass), "System.IO.File.ReadAllTextAsync")]
    [InlineData(nameof(CallsTheNetwork), "System.Net.Http.HttpClient.GetStringAsync")]
    [InlineData(nameof(AsksTheEnvironment), "System.Environment.get_MachineName")]
    [InlineData(nameof(LeavesItsContext), "System.Threading.Tasks.Task.ConfigureAwait")]
    public void Code_that_a_replay_would_not_repeat_is_found_wherever_it_hides(string saga, string member)
    {
        var offences = Scan(typeof(SagaCodeTests).Assembly.Location);

        Assert.Contains(offences, offence => offence.StartsWith($"{saga}:", StringComparison.Ordinal) && offence.EndsWith(member, StringComparison.Ordinal));
    }

    [Fact]
    public void Code_that_stays_in_its_context_is_left_alone()
    {
        using var scan = new SagaScan(typeof(SagaCodeTests).Assembly.Location);

        Assert.Contains(nameof(GoodSaga), scan.Sagas);
        Assert.DoesNotContain(scan.Offences(), offence => offence.StartsWith($"{nameof(GoodSaga)}:", StringComparison.Ordinal));
    }

    private static IReadOnlyList<string> Scan(string assembly)
    {
        using var scan = new SagaScan(assembly);
        return scan.Offences();
    }
}
