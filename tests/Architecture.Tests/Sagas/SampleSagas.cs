using System.Globalization;
using Tollgate.Platform.Sagas;

namespace Tollgate.Architecture.Tests.Sagas;

/// <summary>Does what sagas may do, and a little calculation.</summary>
internal sealed class GoodSaga : Saga<string, string>
{
    public override async Task<string> RunAsync(ISagaContext saga, string input)
    {
        List<string> results = [];
        foreach (var part in input.Split(' ').Where(part => part.Length > 0))
        {
            results.Add(await saga.Step<string>("work", part).CompensateWith("undo", part));
        }

        await saga.Parallel(saga.Step<string>("one", input), ThenAsync(saga, input));
        await saga.Delay(TimeSpan.FromSeconds(1));
        return string.Create(CultureInfo.InvariantCulture, $"{saga.NewId()} {saga.Now:O} {results.Count}");
    }

    private static async Task ThenAsync(ISagaContext saga, string input) => await saga.Step<string>("two", await saga.Step<string>("one", input));
}

internal sealed class ReadsTheClock : Saga<string, string>
{
    public override async Task<string> RunAsync(ISagaContext saga, string input)
    {
        await saga.Delay(TimeSpan.Zero);
        return TimeProvider.System.GetUtcNow().ToString(CultureInfo.InvariantCulture);
    }
}

internal sealed class MakesAnId : Saga<string, string>
{
    public override Task<string> RunAsync(ISagaContext saga, string input) => Task.FromResult(Guid.NewGuid().ToString());
}

internal sealed class RollsTheDiceInALambda : Saga<string, string>
{
    public override async Task<string> RunAsync(ISagaContext saga, string input)
    {
        await saga.Delay(TimeSpan.Zero);
        return string.Concat(input.Select(c => (char)(c + System.Security.Cryptography.RandomNumberGenerator.GetInt32(2))));
    }
}

internal sealed class RunsAThread : Saga<string, string>
{
    public override Task<string> RunAsync(ISagaContext saga, string input) => Task.Run(() => input);
}

internal sealed class Sleeps : Saga<string, string>
{
    public override async Task<string> RunAsync(ISagaContext saga, string input)
    {
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        return input;
    }
}

internal sealed class ReadsAFileInAnotherClass : Saga<string, string>
{
    public override async Task<string> RunAsync(ISagaContext saga, string input)
    {
        await saga.Delay(TimeSpan.Zero);
        return await Elsewhere<string>.LoadAsync(input);
    }

    private static class Elsewhere<T>
    {
        public static async Task<string> LoadAsync(string path) => await Further.ReadAsync($"{path}{typeof(T)}");
    }
}

internal static class Further
{
    public static async Task<string> ReadAsync(string path) => await File.ReadAllTextAsync(path);
}

internal sealed class CallsTheNetwork : Saga<string, string>
{
    public override async Task<string> RunAsync(ISagaContext saga, string input)
    {
        using var client = new HttpClient(new SocketsHttpHandler());
        return await client.GetStringAsync(new Uri(input));
    }
}

internal sealed class AsksTheEnvironment : Saga<string, string>
{
    public override Task<string> RunAsync(ISagaContext saga, string input) => Task.FromResult(Environment.MachineName);
}

internal sealed class LeavesItsContext : Saga<string, string>
{
    public override async Task<string> RunAsync(ISagaContext saga, string input)
    {
        await saga.Delay(TimeSpan.Zero).ConfigureAwait(false);
        return input;
    }
}
