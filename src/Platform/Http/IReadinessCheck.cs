namespace Tollgate.Platform.Http;

/// <summary>
/// Something without which a module can't serve; registered as a service, asked at every <c>GET /_tollgate/health/ready</c>.
/// </summary>
public interface IReadinessCheck
{
    /// <summary>A name for the operator, shown to everyone who can reach the port: nothing secret.</summary>
    string Name { get; }

    /// <summary>Whether it is there now. A fault or three seconds of silence count as <see cref="ReadinessStatus.Down"/>.</summary>
    ValueTask<Readiness> CheckAsync(CancellationToken cancellationToken);
}

/// <summary>What a check found.</summary>
/// <param name="Status">Whether the module can serve.</param>
/// <param name="Detail">A word for the operator, shown like the name; null where there is nothing to say.</param>
public readonly record struct Readiness(ReadinessStatus Status, string? Detail = null);

/// <summary>Whether a module can serve; the worst of its checks is what counts.</summary>
public enum ReadinessStatus
{
    /// <summary>It can.</summary>
    Up,

    /// <summary>It can, with what it has: something that it needs in the long run is missing.</summary>
    Degraded,

    /// <summary>It can't.</summary>
    Down,
}
