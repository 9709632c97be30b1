using Azure;
using Azure.Identity;

namespace Tollgate.Hosting.Azure.Retrying;

/// <summary>The exceptions that the Azure libraries raise for what went wrong outside this process.</summary>
internal static class ServiceErrors
{
    /// <summary>Whether a service, the way to it or the identity failed; a cancellation by the caller is none of them.</summary>
    public static bool IsOfTheService(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        RequestFailedException or AuthenticationFailedException or HttpRequestException or IOException => true,
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        AggregateException aggregate => aggregate.InnerExceptions.All(inner => IsOfTheService(inner, cancellationToken)),
        _ => false,
    };

    /// <summary>How things stand: a request that was tried several times comes with all its errors.</summary>
    public static Exception Last(Exception exception) => exception is AggregateException { InnerExceptions: [.., var last] } ? Last(last) : exception;
}
