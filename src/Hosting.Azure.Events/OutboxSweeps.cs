using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tollgate.Platform.Events;
using Tollgate.Platform.Modules;

namespace Tollgate.Hosting.Azure.Events;

/// <summary>
/// Sweeps the module's outbox where no process runs all the time: when an instance starts, with its other work at most once a minute, and by a timer. Does
/// nothing for a module without an outbox.
/// </summary>
public sealed class OutboxSweeps(ModuleInfo module, IServiceProvider services, TimeProvider time, ILogger<OutboxSweeps> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Outbox? _outbox = services.GetService<Outbox>();
    private long _last = time.GetTimestamp();

    /// <summary>Sweeps now. A fault is logged: the next sweep goes on.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        if (_outbox is null)
        {
            return;
        }

        Volatile.Write(ref _last, time.GetTimestamp());
        try
        {
            await _outbox.SweepAsync(cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            logger.SweepFailed(exception, module.Name);
        }
    }

    /// <summary>Sweeps if this instance hasn't for a minute: to be awaited after other work.</summary>
    public Task SweepIfDueAsync(CancellationToken cancellationToken)
    {
        var last = Volatile.Read(ref _last);
        return time.GetElapsedTime(last) >= Interval && Interlocked.CompareExchange(ref _last, time.GetTimestamp(), last) == last
            ? SweepAsync(cancellationToken)
            : Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => SweepAsync(stoppingToken);
}
