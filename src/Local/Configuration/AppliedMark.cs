namespace Tollgate.Local.Configuration;

/// <summary>
/// Remembers which files were applied last. A start that finds them unchanged need not read them as YAML, nor undo what was
/// applied since by other means.
/// </summary>
/// <param name="file">Where it is kept; null to remember nothing.</param>
internal sealed class AppliedMark(string? file)
{
    public bool Is(string hash) => file is not null && File.Exists(file) && File.ReadAllText(file) == hash;

    public void Set(string hash)
    {
        if (file is not null)
        {
            File.WriteAllText(file, hash);
        }
    }
}
