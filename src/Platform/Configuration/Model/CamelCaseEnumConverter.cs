using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tollgate.Platform.Configuration.Model;

/// <summary>Writes <c>mediaType</c> for <c>MediaType</c>; numbers are no names.</summary>
internal sealed class CamelCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
