using System.Net;
using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Gateway.Forwarding;

/// <summary>Where and how one request is forwarded.</summary>
internal sealed record ForwardRequest
{
    /// <summary>The connections to the upstream.</summary>
    public required UpstreamClient Client { get; init; }

    /// <summary>The chosen server.</summary>
    public required Destination Destination { get; init; }

    /// <summary>Starts with a slash; already normalised and safe. Exactly these characters are sent, never re-encoded or unescaped.</summary>
    public required string PathAndQuery { get; init; }

    /// <summary>Which host name the upstream sees.</summary>
    public HostHeader HostHeader { get; init; }

    /// <summary>How long the upstream may take for its headers once it has the request.</summary>
    public required TimeSpan ResponseTimeout { get; init; }

    /// <summary>How long nothing may move in either direction of a body or an upgraded connection.</summary>
    public required TimeSpan IdleTimeout { get; init; }

    /// <summary>The assertion for a service of ours; null for an external upstream, which never gets one.</summary>
    public string? Assertion { get; init; }

    /// <summary>The header that carried the caller's credential and is spent; null when there is none.</summary>
    public string? ConsumedHeader { get; init; }

    /// <summary>The part of the client's path that the upstream doesn't see; null or empty when it sees all.</summary>
    public string? PathPrefix { get; init; }

    /// <summary>The ids that go upstream and come back.</summary>
    public required TraceIdentity Trace { get; init; }

    /// <summary>The client as the gateway knows it (behind trusted hops); null when unknown.</summary>
    public IPAddress? ClientAddress { get; init; }

    /// <summary>The scheme that the client used; null for the request's own.</summary>
    public string? ClientScheme { get; init; }

    /// <summary>The host that the client named; null for the request's own.</summary>
    public string? ClientHost { get; init; }

    /// <summary>Sees the answer first; null to pass on every one.</summary>
    public IAnswerReview? Review { get; init; }

    /// <summary>Keeps the body for another try, and has it in one; null to send it once.</summary>
    public ReplayBuffer? Replay { get; init; }
}
