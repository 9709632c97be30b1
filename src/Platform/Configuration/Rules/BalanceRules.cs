using Tollgate.Platform.Configuration.Documents;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Configuration.Resources;

namespace Tollgate.Platform.Configuration.Rules;

/// <summary>Balancing: keys that only some methods look at.</summary>
internal sealed class BalanceRules : IRule
{
    public void Check(ResourceIndex resources, Findings findings)
    {
        foreach (var (resource, upstream) in resources.Of<UpstreamConfig>())
        {
            CheckHash(resource, upstream, findings);
            CheckWeights(resource, upstream, findings);
        }
    }

    private static void CheckHash(Resource resource, UpstreamConfig upstream, Findings findings)
    {
        var hashes = upstream.Balance is BalanceMethod.ConsistentHash;
        if (hashes && upstream.HashOn is null)
        {
            findings.Error(resource, "/balance", "it is missing what to hash; write 'hashOn: consumer', 'ip', 'header:X-Tenant' or 'cookie:session'");
        }
        else if (!hashes && upstream.HashOn is not null)
        {
            findings.Error(resource, "/hashOn", "only 'balance: consistentHash' looks at it; write that, or remove 'hashOn'");
        }

        if (hashes && upstream.SlowStart is not null)
        {
            findings.Error(resource, "/slowStart", "with 'consistentHash' a server has its callers or it hasn't; remove 'slowStart'");
        }
    }

    private static void CheckWeights(Resource resource, UpstreamConfig upstream, Findings findings)
    {
        if (upstream is { Balance: BalanceMethod.Weighted, Service: not null })
        {
            findings.Error(resource, "/balance", "the instances of a registered service have no weights; choose another method");
            return;
        }

        for (var i = 0; i < upstream.Urls.Count && upstream.Balance is not (null or BalanceMethod.Weighted or BalanceMethod.ConsistentHash); i++)
        {
            if (upstream.Urls[i].Weight is not null)
            {
                findings.Error(resource, $"{JsonPointer.Append("/urls", i)}/weight", "only 'balance: weighted' and 'consistentHash' look at weights; choose one of them, or remove 'weight'");
            }
        }
    }
}
