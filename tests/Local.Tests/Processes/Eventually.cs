namespace Tollgate.Local.Tests.Processes;

/// <summary>For what follows a request after a moment.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Asks until the answer is as expected; the test fails when it never is.</summary>
    /// <param name="ask">Gets an answer.</param>
    /// <param name="isExpected">Whether it is the one.</param>
    /// <param name="failure">What is wrong until then, as the end of a sentence.</param>
    public static async Task<T> AskAsync<T>(Func<Task<T>> ask, Predicate<T> isExpected, string failure)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        while (true)
        {
            var answer = await ask();
            if (isExpected(answer))
            {
                return answer;
            }

            if (patience.IsCancellationRequested)
            {
                Assert.Fail($"After {Patience.TotalMinutes} minutes {failure}: {answer}");
            }

            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
        }
    }
}
