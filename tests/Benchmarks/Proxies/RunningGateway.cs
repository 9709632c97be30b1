namespace Tollgate.Benchmarks.Proxies;

/// <summary>The product itself, started as a user starts it.</summary>
/// <param name="Process">Its process.</param>
/// <param name="Url">What the load asks for.</param>
/// <param name="Credential">The header that lets the load in; null on an open route.</param>
/// <param name="FirstAnswer">From the start of the process to the first proxied 200.</param>
internal sealed record RunningGateway(ChildProcess Process, string Url, string? Credential, TimeSpan FirstAnswer) : IDisposable
{
    public void Dispose() => Process.Dispose();
}
