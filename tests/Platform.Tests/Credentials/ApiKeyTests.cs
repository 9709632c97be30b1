using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Tollgate.Platform.Credentials;

namespace Tollgate.Platform.Tests.Credentials;

public sealed class ApiKeyTests
{
    [Fact]
    public void A_new_key_has_the_documented_form()
    {
        var key = ApiKey.Mint("live");

        Assert.Matches("^tg_live_[0-9A-Za-z]{32}_[0-9A-Za-z]{6}$", key);
        Assert.True(ApiKey.HasValidForm(key));
        Assert.NotEqual(key, ApiKey.Mint("live"));
    }

    [Fact]
    public void The_longest_key_fits()
    {
        var key = ApiKey.Mint(new string('e', 16));

        Assert.Equal(ApiKey.MaxLength, key.Length);
        Assert.True(ApiKey.HasValidForm(key));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Live")]
    [InlineData("a_b")]
    [InlineData("seventeenletters1")]
    public void An_environment_is_lower_case_letters_and_digits(string environment) =>
        Assert.Throws<ArgumentException>(() => ApiKey.Mint(environment));

    [Theory]
    [InlineData("")]
    [InlineData("tg_")]
    [InlineData("tg_dev_")]
    [InlineData("tg_dev_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_aaaaaa")]
    [InlineData("tg__aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_aaaaaa")]
    [InlineData("sk_dev_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_aaaaaa")]
    public void Other_texts_are_no_keys(string text) => Assert.False(ApiKey.HasValidForm(text));

    [Fact]
    public void A_key_with_one_character_changed_added_or_missing_is_no_key()
    {
        var mistakes = from position in Gen.Choose(0, ApiKey.Mint("dev").Length - 1)
                       from character in Gen.Elements("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-\u00e9\0".ToCharArray())
                       select (position, character);

        Prop.ForAll(mistakes.ToArbitrary(), mistake =>
        {
            var key = ApiKey.Mint("dev");
            var changed = $"{key[..mistake.position]}{mistake.character}{key[(mistake.position + 1)..]}";
            return (changed == key || !ApiKey.HasValidForm(changed))
                && !ApiKey.HasValidForm(key.Remove(mistake.position, 1))
                && !ApiKey.HasValidForm(key.Insert(mistake.position, "a"));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Any_text_is_judged_without_a_fault() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text => !ApiKey.HasValidForm(text) && !ApiKey.HasValidForm($"tg_dev_{text}")).QuickCheckThrowOnFailure();

    [Fact]
    public void Judging_and_hashing_a_key_allocates_nothing()
    {
        var key = ApiKey.Mint("dev");
        var hash = new byte[ApiKey.HashLength];
        ApiKey.HasValidForm(key);
        ApiKey.Hash(key, hash);

        var before = GC.GetAllocatedBytesForCurrentThread();
        ApiKey.HasValidForm(key);
        ApiKey.Hash(key, hash);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
    }

    [Fact]
    public void The_hash_is_the_sha_256_of_the_text()
    {
        var key = ApiKey.Mint("dev");
        var hash = new byte[ApiKey.HashLength];

        ApiKey.Hash(key, hash);

        Assert.Equal(SHA256.HashData(Encoding.ASCII.GetBytes(key)), hash);
        Assert.Throws<ArgumentException>(() => ApiKey.Hash(new string('a', ApiKey.MaxLength + 1), hash));
    }
}
