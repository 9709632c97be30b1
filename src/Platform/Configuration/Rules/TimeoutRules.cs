using Tollgate.Platform.Configuration.Documents;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Configuration.Resources;

namespace Tollgate.Platform.Configuration.Rules;

/// <summary>Timeouts: one try is not longer than all of them.</summary>
internal sealed class TimeoutRules : IRule
{
    public void Check(ResourceIndex resources, Findings findings)
    {
        foreach (var resource in resources.All)
        {
            Check((resource.Config as IRouteSettings)?.Timeouts, "", resource, findings);
            for (var i = 0; i < (resource.Config as ApiConfig)?.Routes.Count; i++)
            {
                Check(resource.As<ApiConfig>().Routes[i].Timeouts, JsonPointer.Append("/routes", i), resource, findings);
            }
        }
    }

    private static void Check(TimeoutsConfig? timeouts, string pointer, Resource resource, Findings findings)
    {
        if (timeouts is { Response: { } response, Total: { } total } && response.Value > total.Value)
        {
            findings.Error(resource, $"{pointer}/timeouts/response", $"one try may take {response}, but all together only {total}; write a 'total' of at least {response}");
        }
    }
}
