using System.Text.Json;

namespace Tollgate.Gateway.Authentication.Tokens;

/// <summary>The keys that an issuer publishes at one time.</summary>
internal sealed class KeySet
{
    private const int MostKeys = 200;

    private readonly List<TrustedKey> _keys;

    private KeySet(List<TrustedKey> keys) => _keys = keys;

    public int Count => _keys.Count;

    /// <summary>Reads a JWK set. Keys that are no use here are passed over, as RFC 7517 section 5 asks.</summary>
    /// <exception cref="InvalidDataException">It is no JWK set.</exception>
    public static KeySet Read(JsonElement document)
    {
        if (document.ValueKind is not JsonValueKind.Object || !document.TryGetProperty("keys", out var keys) || keys.ValueKind is not JsonValueKind.Array)
        {
            throw new InvalidDataException("The answer is no JWK set: it has no list 'keys'.");
        }

        return keys.GetArrayLength() <= MostKeys
            ? new KeySet([.. keys.EnumerateArray().Select(TrustedKey.Read).OfType<TrustedKey>()])
            : throw new InvalidDataException($"The JWK set has more than {MostKeys} keys.");
    }

    /// <summary>
    /// The key that a token's signature must be checked with. A token that names no key is answered only when there is no choice.
    /// </summary>
    public TrustedKey? Find(KeyQuery query)
    {
        TrustedKey? found = null;
        foreach (var key in _keys)
        {
            if ((query.Id is not null && key.Id != query.Id) || !key.Fits(query))
            {
                continue;
            }

            if (query.Id is not null)
            {
                return key;
            }

            if (found is not null)
            {
                return null;
            }

            found = key;
        }

        return found;
    }

    /// <summary>
    /// This set in place of an older one: keys that stay remain the same objects, so that what they signed stays remembered; keys that
    /// are gone are withdrawn.
    /// </summary>
    public KeySet Replace(KeySet? before)
    {
        if (before is null)
        {
            return this;
        }

        var keys = _keys.ConvertAll(key => before._keys.Find(old => old.Id == key.Id && old.Material == key.Material && old.Issuer == key.Issuer) ?? key);
        foreach (var gone in before._keys.Where(old => !keys.Contains(old)))
        {
            gone.Withdraw();
        }

        return new KeySet(keys);
    }
}

/// <summary>What is known of the key that signed a token.</summary>
/// <param name="Id">What the token calls it; null when it names none.</param>
/// <param name="Algorithm">What it was used with.</param>
/// <param name="Tenant">Whose it must be, where an issuer publishes the keys of many tenants; null elsewhere.</param>
internal readonly record struct KeyQuery(string? Id, string Algorithm, TenantIssuer? Tenant);
