namespace Tollgate.Hosting.Embedded.Tables;

/// <summary>SQLite refused something.</summary>
/// <param name="code">The primary result code (sqlite.org/rescode.html).</param>
/// <param name="message">What SQLite says.</param>
internal sealed class SqliteFailure(int code, string message) : Exception(message)
{
    public int Code => code;
}
