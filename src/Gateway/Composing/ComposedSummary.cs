namespace Tollgate.Gateway.Composing;

/// <summary>What the access log says of a composition.</summary>
/// <param name="Branches">How many there were.</param>
/// <param name="Slowest">The one that took longest once it could begin.</param>
/// <param name="Failed">Those that failed, separated by commas; null for none.</param>
internal sealed record ComposedSummary(int Branches, string Slowest, string? Failed)
{
    public static ComposedSummary Of(CompositionModel model, Composition composition)
    {
        var slowest = model.Members[0];
        string? failed = null;
        foreach (var branch in model.Members)
        {
            slowest = composition[branch].Duration > composition[slowest].Duration ? branch : slowest;
            if (composition[branch].Failure is not null)
            {
                failed = failed is null ? branch.Name : $"{failed}, {branch.Name}";
            }
        }

        return new ComposedSummary(model.Members.Length, slowest.Name, failed);
    }
}
