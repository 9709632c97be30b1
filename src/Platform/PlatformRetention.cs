using Tollgate.Platform.Blobs;
using Tollgate.Platform.Configuration.Revisions;
using Tollgate.Platform.Credentials;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform;

/// <summary>What of the platform's own tables and blobs is kept only for a while. Those who may write them run it; the gateway may not.</summary>
public static class PlatformRetention
{
    /// <summary>Jobs that delete what applies and keys of long ago left behind.</summary>
    /// <param name="tables">A store that may write <see cref="PlatformTables.Configuration"/> and <see cref="PlatformTables.Credentials"/>.</param>
    /// <param name="blobs">A store that may write <see cref="PlatformTables.ConfigurationContainer"/>.</param>
    public static IReadOnlyList<IDailyJob> Jobs(ITableStore tables, IBlobStore blobs)
    {
        ArgumentNullException.ThrowIfNull(tables);
        ArgumentNullException.ThrowIfNull(blobs);

        return [new RevisionRetention(tables, blobs), new KeyRetention(tables)];
    }
}
