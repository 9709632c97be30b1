namespace Tollgate.Platform.Tables;

/// <summary>The address of one row. Rows sort by partition key, then row key, by UTF-16 code unit.</summary>
/// <param name="Partition">At most 1,024 bytes in UTF-16; none of <c>/ \ # ?</c>, no control characters. May be empty.</param>
/// <param name="Row">As <paramref name="Partition"/>.</param>
public readonly record struct TableKey(string Partition, string Row)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Partition}/{Row}";
}
