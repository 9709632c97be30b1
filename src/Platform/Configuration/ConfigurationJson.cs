using System.Text.Json.Serialization;
using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Platform.Configuration;

/// <summary>The model's JSON, generated at compile time: a gateway reads it on its cold start path.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ResourceSet))]
[JsonSerializable(typeof(AcceptedCredentials))]
[JsonSerializable(typeof(PresentedKeys))]
[JsonSerializable(typeof(JwtConfig))]
[JsonSerializable(typeof(DestinationConfig))]
[JsonSerializable(typeof(RetriesConfig))]
[JsonSerializable(typeof(BreakerConfig))]
internal sealed partial class ConfigurationJson : JsonSerializerContext;
