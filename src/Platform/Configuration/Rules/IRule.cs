using Tollgate.Platform.Configuration.Resources;

namespace Tollgate.Platform.Configuration.Rules;

/// <summary>One family of rules about resources whose shapes are right.</summary>
internal interface IRule
{
    void Check(ResourceIndex resources, Findings findings);
}
