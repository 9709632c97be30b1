using Tollgate.Platform.Modules;

namespace Tollgate.Platform.Http.Idempotency;

/// <summary>
/// The table of a module's idempotent requests. Partition: <c>{tenant}|{two hex digits}</c>; row: the digest of caller and key. A row is first a lease
/// (who works on the request, for how long), then the answer.
/// </summary>
public static class IdempotencyTable
{
    /// <summary>The table of a module: <c>catalogIdempotency</c> for <c>catalog</c>.</summary>
    public static string Of(string module) => module + "Idempotency";

    /// <summary>The table as the module declares it.</summary>
    public static TableInfo Info(string module) => new(Of(module), StorageHome.Own, StorageAccess.Write);
}
