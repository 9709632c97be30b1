using System.Text.Json.Serialization;

namespace Tollgate.Platform.Configuration.Model;

/// <summary>Which web pages of other origins may call from a browser (CORS, in the Fetch standard).</summary>
public sealed record CorsConfig
{
    /// <summary>
    /// Origins of the pages: <c>https://app.example.com</c>, <c>https://*.example.com</c> for every host below it, <c>*</c> for all pages
    /// of the world.
    /// </summary>
    [JsonConverter(typeof(StringOrListConverter))]
    [Example("https://app.example.com")]
    public required IReadOnlyList<string> Origins { get; init; }

    /// <summary>Methods that pages may use. Default: those that the API has routes for.</summary>
    [JsonConverter(typeof(StringOrListConverter))]
    public IReadOnlyList<string>? Methods { get; init; }

    /// <summary>Request headers that pages may set. Default: all.</summary>
    [JsonConverter(typeof(StringOrListConverter))]
    public IReadOnlyList<string>? Headers { get; init; }

    /// <summary>Response headers that pages may read besides the few that they always may; <c>*</c> for all. Default: none.</summary>
    [JsonConverter(typeof(StringOrListConverter))]
    public IReadOnlyList<string>? Expose { get; init; }

    /// <summary>Whether a browser may send its cookies along; the origins must be named then. Default: no.</summary>
    public bool Credentials { get; init; }

    /// <summary>How long a browser may remember what it was allowed, 0s to 24h. Default: what browsers do, which is 5s.</summary>
    [Between("0s", "24h")]
    public Duration? MaxAge { get; init; }
}
