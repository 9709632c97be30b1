using System.Globalization;
using Tollgate.Platform.Tables;

namespace Tollgate.Hosting.Embedded.Tables;

/// <summary>A row as it lies in the database. Versions count up over the whole database, so none ever returns for a key.</summary>
internal readonly record struct StoredRow(long Version, long Time, byte[] Properties)
{
    public static ETag TagOf(long version) => new(string.Create(CultureInfo.InvariantCulture, $"W/\"{version:x}\""));

    public bool Matches(ETag condition) => condition == ETag.Any || condition == TagOf(Version);

    public TableEntity ToEntity(TableKey key)
    {
        var entity = new TableEntity(key) { ETag = TagOf(Version), Timestamp = new DateTimeOffset(Time, TimeSpan.Zero) };
        EntityCodec.Decode(Properties, entity);
        return entity;
    }
}
