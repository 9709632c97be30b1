namespace Tollgate.Platform.Configuration;

/// <summary>A text with resources: YAML, or JSON when the name ends in <c>.json</c>.</summary>
/// <param name="Name">What messages call it: a path as the user wrote it.</param>
/// <param name="Content">UTF-8, at most 8 MiB.</param>
public sealed record ConfigurationFile(string Name, ReadOnlyMemory<byte> Content);
