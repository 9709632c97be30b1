using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Http.Idempotency;

/// <summary>An answer as it is kept: status, headers, body.</summary>
internal sealed record StoredAnswer(int Status, IReadOnlyDictionary<string, string?[]> Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>What a row can hold beside its other properties.</summary>
    public const int MaxBodyBytes = 8 * TableLimits.MaxBinaryBytes;

    private const string ReplayedHeader = "Idempotency-Replayed";
    private const string StatusProperty = "Status";
    private const string HeadersProperty = "Headers";
    private const string BodyProperty = "Body";

    // What the server says of one connection or one moment is no part of the answer.
    private static readonly string[] Passing = ["Date", "Server", "Connection", "Keep-Alive", "Transfer-Encoding", "Content-Length"];

    /// <summary>The answer that an endpoint has prepared but not sent.</summary>
    public static StoredAnswer Of(HttpResponse response, ReadOnlyMemory<byte> body) => new(
        response.StatusCode,
        response.Headers.Where(header => !Passing.Contains(header.Key, StringComparer.OrdinalIgnoreCase)).ToDictionary(header => header.Key, header => header.Value.ToArray()),
        body);

    /// <summary>Whether a row holds an answer already.</summary>
    public static bool IsIn(TableEntity row) => row.GetInt32(StatusProperty) is not null;

    public static StoredAnswer Read(TableEntity row)
    {
        var body = new MemoryStream();
        for (var part = 0; row.GetBinary(BodyProperty + part) is { } bytes; part++)
        {
            body.Write(bytes);
        }

        return new StoredAnswer(
            row.GetInt32(StatusProperty) ?? throw new InvalidDataException($"Row {row.Key} holds no answer."),
            JsonSerializer.Deserialize<Dictionary<string, string?[]>>(row.GetString(HeadersProperty) ?? "{}")!,
            body.ToArray());
    }

    public void AddTo(TableEntity row)
    {
        row[StatusProperty] = Status;
        row[HeadersProperty] = JsonSerializer.Serialize(Headers);
        for (var part = 0; part * TableLimits.MaxBinaryBytes < Body.Length; part++)
        {
            var rest = Body[(part * TableLimits.MaxBinaryBytes)..];
            row[BodyProperty + part] = rest[..Math.Min(rest.Length, TableLimits.MaxBinaryBytes)].ToArray();
        }
    }

    /// <summary>Sends the answer again.</summary>
    public async Task ReplayAsync(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = Status;
        foreach (var (name, values) in Headers)
        {
            response.Headers[name] = values;
        }

        response.Headers[ReplayedHeader] = "true";
        if (Body.Length > 0)
        {
            response.ContentLength = Body.Length;
            await response.Body.WriteAsync(Body, context.RequestAborted);
        }
    }
}
