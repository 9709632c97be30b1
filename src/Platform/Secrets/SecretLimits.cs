using System.Text;

namespace Tollgate.Platform.Secrets;

/// <summary>The rules of Azure Key Vault for secrets. Every check throws <see cref="SecretStoreException"/>; no message shows a value.</summary>
public static class SecretLimits
{
    /// <summary>Characters of a secret's name.</summary>
    public const int MaxNameLength = 127;

    /// <summary>Bytes of a secret's value in UTF-8.</summary>
    public const int MaxValueBytes = 25 * 1024;

    /// <summary>Checks a name: 1 to 127 letters, digits and hyphens.</summary>
    public static void CheckName(string name)
    {
        if (name is not { Length: >= 1 and <= MaxNameLength } || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-'))
        {
            throw new SecretStoreException($"'{name}' can't name a secret: 1 to {MaxNameLength} letters, digits and hyphens.");
        }
    }

    /// <summary>Checks a value: at most 25 KiB.</summary>
    public static void CheckValue(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(value);

        var bytes = Encoding.UTF8.GetByteCount(value);
        if (bytes > MaxValueBytes)
        {
            throw new SecretStoreException($"The value of secret '{name}' has {bytes} bytes; a secret has at most {MaxValueBytes}.");
        }
    }
}
