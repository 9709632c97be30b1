using Azure.Core;

namespace Tollgate.Hosting.Azure.Retrying;

internal static class ClientOptionsExtensions
{
    // A request waits behind these calls; the libraries' 100 s would outlive it.
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Short tries and <see cref="DefiniteRetryPolicy"/>, and no request logs: addresses contain keys of rows.</summary>
    public static TOptions ForRequests<TOptions>(this TOptions options)
        where TOptions : ClientOptions
    {
        options.Retry.NetworkTimeout = AnswerTimeout;
        options.RetryPolicy = new DefiniteRetryPolicy();
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.IsTelemetryEnabled = false;
        return options;
    }
}
