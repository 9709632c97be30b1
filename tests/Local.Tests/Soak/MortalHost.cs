using Tollgate.Local.Tests.Processes;
using Tollgate.Testing;

namespace Tollgate.Local.Tests.Soak;

/// <summary>The whole product on one data folder, in a process that is killed and started again.</summary>
internal sealed class MortalHost : IAsyncDisposable
{
    private readonly TemporaryFolder _data = new();
    private readonly IReadOnlyDictionary<string, string> _settings;
    private TaskCompletionSource<LocalProcess> _current = NewLife();

    private MortalHost(IReadOnlyDictionary<string, string> settings) => _settings = settings;

    public string DataFolder => _data.Path;

    public static async Task<MortalHost> StartAsync(IReadOnlyDictionary<string, string> settings)
    {
        var host = new MortalHost(settings);
        await host.ReviveAsync();
        return host;
    }

    /// <summary>The process that runs, or the next one while none does.</summary>
    public Task<LocalProcess> AliveAsync() => Volatile.Read(ref _current).Task;

    /// <summary>Kills the process without a warning and starts another one.</summary>
    public async Task KillAsync()
    {
        await using (var process = await AliveAsync())
        {
            Volatile.Write(ref _current, NewLife());
            await process.KillAsync();
        }

        await ReviveAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_current.Task.IsCompletedSuccessfully)
        {
            await (await _current.Task).DisposeAsync();
        }

        _data.Dispose();
    }

    private static TaskCompletionSource<LocalProcess> NewLife() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task ReviveAsync()
    {
        try
        {
            _current.SetResult(await LocalProcess.StartAsync(_settings, "--data", _data.Path));
        }
        catch (Exception exception)
        {
            _current.SetException(exception);
            throw;
        }
    }
}
