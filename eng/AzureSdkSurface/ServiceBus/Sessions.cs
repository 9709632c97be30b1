using Tollgate.AzureSdkSurface;

namespace Azure.Messaging.ServiceBus;

public class ServiceBusSessionReceiverOptions
{
    public ServiceBusReceiveMode ReceiveMode { get; set; }
}

public class ServiceBusSessionReceiver : ServiceBusReceiver
{
    protected ServiceBusSessionReceiver()
    {
    }
}

public class ServiceBusSessionProcessorOptions
{
    public bool AutoCompleteMessages { get; set; } = true;

    public TimeSpan MaxAutoLockRenewalDuration { get; set; } = TimeSpan.FromMinutes(5);

    public int MaxConcurrentSessions { get; set; } = 8;

    public TimeSpan? SessionIdleTimeout { get; set; }
}

public class ServiceBusSessionProcessor : IAsyncDisposable
{
    protected ServiceBusSessionProcessor()
    {
    }

    public event Func<ProcessSessionMessageEventArgs, Task> ProcessMessageAsync
    {
        add => throw new SurfaceException();
        remove => throw new SurfaceException();
    }

    public event Func<ProcessErrorEventArgs, Task> ProcessErrorAsync
    {
        add => throw new SurfaceException();
        remove => throw new SurfaceException();
    }

    public virtual Task StartProcessingAsync(CancellationToken cancellationToken = default) => throw new SurfaceException();

    public virtual Task StopProcessingAsync(CancellationToken cancellationToken = default) => throw new SurfaceException();

    public ValueTask DisposeAsync() => throw new SurfaceException();
}

public class ProcessSessionMessageEventArgs : EventArgs
{
    public ProcessSessionMessageEventArgs(ServiceBusReceivedMessage message, ServiceBusSessionReceiver receiver, CancellationToken cancellationToken) =>
        throw new SurfaceException();

    public ServiceBusReceivedMessage Message => throw new SurfaceException();

    public CancellationToken CancellationToken => throw new SurfaceException();

    public virtual Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) => throw new SurfaceException();

    public virtual Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        Dictionary<string, object> propertiesToModify,
        string deadLetterReason,
        string? deadLetterErrorDescription = null,
        CancellationToken cancellationToken = default) => throw new SurfaceException();

    public virtual Task RenewSessionLockAsync(CancellationToken cancellationToken = default) => throw new SurfaceException();
}

public sealed class ProcessErrorEventArgs : EventArgs
{
    internal ProcessErrorEventArgs()
    {
    }
}
