using System.Buffers.Binary;
using Tollgate.Gateway.Authentication;

namespace Tollgate.Gateway.Tests.Authentication;

public sealed class KeyFingerprintTests
{
    /// <summary>From the reference implementation's vectors for SipHash-2-4-128: key 00..0f, message 00..(length - 1).</summary>
    [Theory]
    [InlineData(0, "a3817f04ba25a8e66df67214c7550293")]
    [InlineData(1, "da87c1d86b99af44347659119b22fc45")]
    [InlineData(8, "3b62a9ba6258f5610f83e264f31497b4")]
    [InlineData(15, "5493e99933b0a8117e08ec0f97cfc3d9")]
    public void It_is_SipHash_with_128_bits(int length, string expected)
    {
        var message = string.Concat(Enumerable.Range(0, length).Select(value => (char)value));

        var fingerprint = KeyFingerprint.Of(message, 0x0706050403020100, 0x0f0e0d0c0b0a0908);

        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, fingerprint.Low);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), fingerprint.High);
        Assert.Equal(expected, Convert.ToHexStringLower(bytes));
    }

    [Theory]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(1000)]
    [InlineData(8192)]
    public void Every_character_of_a_long_text_counts(int length)
    {
        var text = new string('a', length);

        var others = (int[])[0, length / 2, length - 1];

        Assert.Equal(KeyFingerprint.Of(text), KeyFingerprint.Of(new string('a', length)));
        Assert.All(others, at => Assert.NotEqual(KeyFingerprint.Of(text), KeyFingerprint.Of(text[..at] + 'b' + text[(at + 1)..])));
        Assert.NotEqual(KeyFingerprint.Of(text), KeyFingerprint.Of(text.AsSpan(1)));
    }

    [Fact]
    public void Keys_that_differ_in_one_character_have_different_fingerprints()
    {
        Assert.NotEqual(KeyFingerprint.Of("tg_dev_a"), KeyFingerprint.Of("tg_dev_b"));
        Assert.Equal(KeyFingerprint.Of("tg_dev_a"), KeyFingerprint.Of("tg_dev_a"));
    }
}
