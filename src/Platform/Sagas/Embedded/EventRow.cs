using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Sagas.Embedded;

/// <summary>An event that its instance hasn't taken.</summary>
internal sealed record EventRow(string InstanceId, long Ticks, string Id, string Name, JsonElement Data)
{
    public TableKey Key => SagaRows.Event(InstanceId, Ticks, Id);

    /// <summary>A name of 32 characters for the id that a caller gave.</summary>
    public static string IdOf(string given) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(given)).AsSpan(0, 16));

    public static EventRow Read(TableEntity row)
    {
        var parts = row.Key.Row.Split('|');
        var data = JsonElement.Parse(SagaRows.ReadChunks(row, nameof(Data)));
        return new EventRow(parts[1], long.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture), parts[3], row.GetString(nameof(Name))!, data);
    }

    public TableEntity Write()
    {
        var row = new TableEntity(Key) { { nameof(Name), Name } };
        SagaRows.WriteChunks(row, nameof(Data), JsonSerializer.SerializeToUtf8Bytes(Data));
        return row;
    }
}
