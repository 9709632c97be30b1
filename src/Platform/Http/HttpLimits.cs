namespace Tollgate.Platform.Http;

/// <summary>What a service accepts of a request.</summary>
public sealed class HttpLimits
{
    /// <summary>Bytes that a request body may have; more is answered with 413. Default: 1 MiB.</summary>
    public long MaxRequestBodyBytes { get; set; } = 1024 * 1024;
}
