using System.Globalization;
using System.Text;

namespace Tollgate.Functional.Sockets;

/// <summary>The chunked coding (RFC 9112 section 7.1), for answers that were read to their end.</summary>
internal static class Chunks
{
    /// <summary>The body of a whole response; fails without a last chunk.</summary>
    public static string Decode(string response)
    {
        Assert.Contains("Transfer-Encoding: chunked", response, StringComparison.Ordinal);
        var body = new StringBuilder();
        var rest = response[(response.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        while (true)
        {
            var line = rest.IndexOf("\r\n", StringComparison.Ordinal);
            Assert.True(line > 0, "The last chunk is missing.");
            var size = int.Parse(rest[..line], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (size == 0)
            {
                return body.ToString();
            }

            body.Append(rest, line + 2, size);
            rest = rest[(line + 2 + size + 2)..];
        }
    }
}
