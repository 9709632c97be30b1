using System.Diagnostics.CodeAnalysis;
using System.Text;
using Azure;
using Azure.Core;

namespace Tollgate.Hosting.Azure.Tests;

/// <summary>An answer of a storage service.</summary>
internal sealed class Answer(int status, params (string Name, string Value)[] headers) : Response
{
    public static DateTimeOffset Date { get; } = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static Answer Ok { get; } = new(204, ("Date", Date.ToString("R")), ("ETag", "W/\"1\""));

    public override int Status { get; } = status;

    public override string ReasonPhrase => "";

    public override Stream? ContentStream { get; set; }

    public override string ClientRequestId { get; set; } = "";

    /// <summary>An error as the service answers it, with the code in its body.</summary>
    public static RequestFailedException Error(int status, string? code, params (string Name, string Value)[] headers) =>
        new(WithBody(status, $$$"""{"error":{"code":"{{{code}}}","message":"m"}}""", [("Content-Type", "application/json"), ("Date", Date.ToString("R")), .. headers]));

    public static Answer WithBody(int status, string body, params (string Name, string Value)[] headers) =>
        new(status, headers) { ContentStream = new MemoryStream(Encoding.UTF8.GetBytes(body)) };

    public override void Dispose()
    {
    }

    protected override bool ContainsHeader(string name) => TryGetHeader(name, out _);

    protected override IEnumerable<HttpHeader> EnumerateHeaders() => headers.Select(header => new HttpHeader(header.Name, header.Value));

    protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value)
    {
        value = headers.FirstOrDefault(header => string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase)).Value;
        return value is not null;
    }

    protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
    {
        values = TryGetHeader(name, out var value) ? [value] : null;
        return values is not null;
    }
}
