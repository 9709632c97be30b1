namespace Tollgate.Platform.Http;

/// <summary>
/// Something without which a module can't serve; registered as a service, asked at every <c>GET /_tollgate/health/ready</c>.
/// </summary>
public interface IReadinessCheck
{
    /// <summary>A name for the operator, shown to everyone who can reach the port: nothing secret.</summary>
    string Name { get; }

    /// <summary>Whether it is there now. A fault or two seconds of silence count as no.</summary>
    ValueTask<bool> IsReadyAsync(CancellationToken cancellationToken);
}
