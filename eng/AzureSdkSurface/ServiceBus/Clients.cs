using Azure.Core;
using Tollgate.AzureSdkSurface;

namespace Azure.Messaging.ServiceBus;

public enum SubQueue
{
    None = 0,
    DeadLetter = 1,
    TransferDeadLetter = 2,
}

public enum ServiceBusReceiveMode
{
    PeekLock = 0,
    ReceiveAndDelete = 1,
}

public class ServiceBusRetryOptions
{
    public int MaxRetries { get; set; } = 3;

    public TimeSpan TryTimeout { get; set; } = TimeSpan.FromMinutes(1);
}

public class ServiceBusClientOptions
{
    public ServiceBusRetryOptions RetryOptions { get; set; } = new();
}

public class ServiceBusReceiverOptions
{
    public int PrefetchCount { get; set; }

    public ServiceBusReceiveMode ReceiveMode { get; set; }

    public SubQueue SubQueue { get; set; }
}

public class ServiceBusClient : IAsyncDisposable
{
    public ServiceBusClient(string connectionString)
    {
    }

    public ServiceBusClient(string connectionString, ServiceBusClientOptions options)
    {
    }

    public ServiceBusClient(string fullyQualifiedNamespace, TokenCredential credential)
    {
    }

    protected ServiceBusClient()
    {
    }

    public virtual ServiceBusSender CreateSender(string queueOrTopicName) => throw new SurfaceException();

    public virtual ServiceBusReceiver CreateReceiver(string topicName, string subscriptionName, ServiceBusReceiverOptions options) =>
        throw new SurfaceException();

    public virtual ServiceBusSessionProcessor CreateSessionProcessor(
        string topicName, string subscriptionName, ServiceBusSessionProcessorOptions? options = null) => throw new SurfaceException();

    public virtual Task<ServiceBusSessionReceiver> AcceptNextSessionAsync(
        string topicName, string subscriptionName, ServiceBusSessionReceiverOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new SurfaceException();

    public virtual ValueTask DisposeAsync() => default;
}

public class ServiceBusSender : IAsyncDisposable
{
    protected ServiceBusSender()
    {
    }

    public virtual Task SendMessagesAsync(ServiceBusMessageBatch messageBatch, CancellationToken cancellationToken = default) => throw new SurfaceException();

    public virtual ValueTask<ServiceBusMessageBatch> CreateMessageBatchAsync(CancellationToken cancellationToken = default) => throw new SurfaceException();

    public virtual ValueTask DisposeAsync() => default;
}

public class ServiceBusReceiver : IAsyncDisposable
{
    protected ServiceBusReceiver()
    {
    }

    public virtual Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveMessagesAsync(
        int maxMessages, TimeSpan? maxWaitTime = default, CancellationToken cancellationToken = default) => throw new SurfaceException();

    public virtual Task<IReadOnlyList<ServiceBusReceivedMessage>> PeekMessagesAsync(
        int maxMessages, long? fromSequenceNumber = default, CancellationToken cancellationToken = default) => throw new SurfaceException();

    public virtual Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        throw new SurfaceException();

    public virtual Task AbandonMessageAsync(
        ServiceBusReceivedMessage message, IDictionary<string, object>? propertiesToModify = default, CancellationToken cancellationToken = default) =>
        throw new SurfaceException();

    public virtual Task RenewMessageLockAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        throw new SurfaceException();

    public virtual ValueTask DisposeAsync() => default;
}

public enum ServiceBusFailureReason
{
    GeneralError,
    MessagingEntityNotFound,
    MessageLockLost,
    MessageNotFound,
    MessageSizeExceeded,
    MessagingEntityDisabled,
    QuotaExceeded,
    ServiceBusy,
    ServiceTimeout,
    ServiceCommunicationProblem,
    SessionCannotBeLocked,
    SessionLockLost,
    MessagingEntityAlreadyExists,
}

public class ServiceBusException : Exception
{
    public ServiceBusException(string message, ServiceBusFailureReason reason, string? entityPath = null, Exception? innerException = null)
        : base(message, innerException) => Reason = reason;

    public ServiceBusFailureReason Reason { get; }
}
