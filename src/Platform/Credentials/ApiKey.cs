using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Tollgate.Platform.Credentials;

/// <summary>
/// The form of API keys: <c>tg_{environment}_{32 random characters}_{6 characters of checksum}</c>, base 62, about 190 random bits.
/// The checksum (CRC-32C of all before the last underscore) tells a mistyped or invented key without asking a store. Only a
/// key's SHA-256 is ever stored; random keys need no slow hash.
/// </summary>
public static class ApiKey
{
    /// <summary>The longest key.</summary>
    public const int MaxLength = 3 + MaxEnvironmentLength + 1 + SecretLength + 1 + ChecksumLength;

    /// <summary>Bytes of a key's hash.</summary>
    public const int HashLength = SHA256.HashSizeInBytes;

    /// <summary>What every key begins with; other bearer tokens don't.</summary>
    public const string Prefix = "tg_";

    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int MaxEnvironmentLength = 16;
    private const int SecretLength = 32;
    private const int ChecksumLength = 6;

    private static readonly SearchValues<char> Base62 = SearchValues.Create(Alphabet);
    private static readonly SearchValues<char> EnvironmentCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");

    /// <summary>Makes a new key.</summary>
    /// <param name="environment">Where it belongs, such as <c>dev</c> or <c>live</c>: 1 to 16 lower-case letters and digits.</param>
    /// <exception cref="ArgumentException">The environment has another form.</exception>
    public static string Mint(string environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        if (environment.Length is 0 or > MaxEnvironmentLength || environment.AsSpan().ContainsAnyExcept(EnvironmentCharacters))
        {
            throw new ArgumentException("An environment is 1 to 16 lower-case letters and digits.", nameof(environment));
        }

        var body = $"{Prefix}{environment}_{RandomNumberGenerator.GetString(Alphabet, SecretLength)}";
        Span<char> checksum = stackalloc char[ChecksumLength];
        WriteChecksum(body, checksum);
        return $"{body}_{checksum}";
    }

    /// <summary>Whether a text is formed like a key and its checksum holds. Allocates nothing; takes the same time for every well-formed text.</summary>
    public static bool HasValidForm(ReadOnlySpan<char> key)
    {
        const int tail = 1 + SecretLength + 1 + ChecksumLength;
        if (key.Length is < 4 + tail or > MaxLength || !key.StartsWith(Prefix))
        {
            return false;
        }

        var environment = key[Prefix.Length..^tail];
        var secret = key[^(tail - 1)..^(ChecksumLength + 1)];
        if (key[^tail] != '_' || key[^(ChecksumLength + 1)] != '_' || environment.ContainsAnyExcept(EnvironmentCharacters) || secret.ContainsAnyExcept(Base62))
        {
            return false;
        }

        Span<char> checksum = stackalloc char[ChecksumLength];
        WriteChecksum(key[..^(ChecksumLength + 1)], checksum);
        return key[^ChecksumLength..].SequenceEqual(checksum);
    }

    /// <summary>Writes the SHA-256 of a key.</summary>
    /// <param name="key">A text for which <see cref="HasValidForm"/> holds.</param>
    /// <param name="destination">At least <see cref="HashLength"/> bytes.</param>
    /// <exception cref="ArgumentException">The text is longer than any key, or the destination is too short.</exception>
    public static void Hash(ReadOnlySpan<char> key, Span<byte> destination)
    {
        if (key.Length > MaxLength)
        {
            throw new ArgumentException("This is longer than any key.", nameof(key));
        }

        Span<byte> ascii = stackalloc byte[MaxLength];
        SHA256.HashData(ascii[..Encoding.ASCII.GetBytes(key, ascii)], destination);
    }

    private static void WriteChecksum(ReadOnlySpan<char> body, Span<char> destination)
    {
        Span<byte> ascii = stackalloc byte[MaxLength];
        var rest = (ReadOnlySpan<byte>)ascii[..Encoding.ASCII.GetBytes(body, ascii)];
        var crc = uint.MaxValue;
        for (; rest.Length >= sizeof(ulong); rest = rest[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(rest));
        }

        foreach (var value in rest)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        crc = ~crc;
        for (var i = destination.Length - 1; i >= 0; i--)
        {
            (crc, var digit) = Math.DivRem(crc, (uint)Alphabet.Length);
            destination[i] = Alphabet[(int)digit];
        }
    }
}
