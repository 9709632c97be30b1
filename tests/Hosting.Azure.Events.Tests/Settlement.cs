using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;

namespace Tollgate.Hosting.Azure.Events.Tests;

/// <summary>Writes down how a message was settled.</summary>
internal sealed class Settlement(List<string> story) : ServiceBusMessageActions
{
    public string? Reason { get; private set; }

    public string? Description { get; private set; }

    public CancellationToken Token { get; private set; }

    public override Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default)
    {
        story.Add("complete");
        Token = cancellationToken;
        return Task.CompletedTask;
    }

    public override Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        Dictionary<string, object>? propertiesToModify = default,
        string? deadLetterReason = default,
        string? deadLetterErrorDescription = default,
        CancellationToken cancellationToken = default)
    {
        story.Add("dead-letter");
        (Reason, Description) = (deadLetterReason, deadLetterErrorDescription);
        return Task.CompletedTask;
    }
}

/// <summary>Writes down when a session's lock was renewed.</summary>
internal sealed class SessionLock(List<string> story) : ServiceBusSessionMessageActions
{
    public override Task RenewSessionLockAsync(CancellationToken cancellationToken = default)
    {
        story.Add("renew");
        return Task.CompletedTask;
    }
}
