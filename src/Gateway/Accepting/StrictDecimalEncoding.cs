using System.Text;

namespace Tollgate.Gateway.Accepting;

/// <summary>
/// Reads a header value in which only digits mean anything: every other byte becomes a letter, so that Kestrel's parser of
/// <c>Content-Length</c> refuses <c>+5</c>, which it would take for 5 while others on the way may not (RFC 9110 section 8.6).
/// </summary>
internal sealed class StrictDecimalEncoding : Encoding
{
    public override int GetMaxByteCount(int charCount) => charCount;

    public override int GetMaxCharCount(int byteCount) => byteCount;

    public override int GetByteCount(char[] chars, int index, int count) => count;

    public override int GetCharCount(byte[] bytes, int index, int count) => count;

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        ASCII.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        GetChars(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex));

    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        for (var index = 0; index < bytes.Length; index++)
        {
            chars[index] = char.IsAsciiDigit((char)bytes[index]) ? (char)bytes[index] : 'x';
        }

        return bytes.Length;
    }
}
