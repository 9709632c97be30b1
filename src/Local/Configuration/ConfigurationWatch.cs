using Tollgate.Platform.Configuration;

namespace Tollgate.Local.Configuration;

/// <summary>
/// Looks four times a second whether the resource files have changed and hands them on when they have, and have then kept
/// still for one look: an editor may be in the middle of writing. Polling, because file notifications get lost on network and
/// container file systems.
/// </summary>
/// <param name="files">What is watched.</param>
/// <param name="apply">Takes the changed files; what it fails with is reported, and tried again.</param>
/// <param name="report">Is told, once, why the files could not be read or taken.</param>
/// <param name="clock">Paces the looks.</param>
internal sealed class ConfigurationWatch(
    ResourceFiles files, Func<IReadOnlyList<ConfigurationFile>, CancellationToken, Task> apply, Action<string> report, TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private string? _seen;
    private string? _handled;
    private string? _reported;

    /// <summary>Takes the present state of the files as known.</summary>
    public void Start() => _seen = _handled = Stamp();

    /// <summary>Watches until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            await LookAsync(cancellationToken);
        }
    }

    /// <summary>Looks once.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var stamp = Stamp();
        var isStill = stamp == _seen;
        _seen = stamp;
        if (!isStill || stamp == _handled)
        {
            return;
        }

        IReadOnlyList<ConfigurationFile> changed;
        try
        {
            changed = files.Read();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _handled = stamp;
            report($"{files.Path} can't be read; what was served before stays: {exception.Message}");
            return;
        }

        try
        {
            await apply(changed, cancellationToken);
            _handled = stamp;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception) when (_reported == stamp)
        {
            // Already reported; the next look tries again.
        }
        catch (Exception exception)
        {
            _reported = stamp;
            report($"{files.Path} could not be applied, which will be tried again: {exception.Message}");
        }
    }

    private string Stamp()
    {
        try
        {
            return files.Stamp();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.Message;
        }
    }
}
