using System.Globalization;
using System.Text.RegularExpressions;
using Tollgate.Platform.Http.Validation;

namespace Tollgate.Inventory.Stock;

/// <summary>What stock and its changes must look like.</summary>
internal static partial class StockRules
{
    public const int MaxReasonLength = 200;
    public const string IdForm = "1 to 64 letters, digits, dots, hyphens and underscores, beginning with a letter or digit.";
    public const string IdHint = "Give " + IdForm;
    public const string WarehouseHint = "Give 1 to 40 lower-case letters, digits and hyphens, beginning with a letter.";

    /// <summary>Whether it may be the id of a product or reservation: other services choose them.</summary>
    public static bool IsId(string text) => Id().IsMatch(text);

    public static bool IsWarehouse(string text) => Warehouse().IsMatch(text);

    public static Faults CheckPath(string product, string warehouse)
    {
        var faults = new Faults();
        if (!IsId(product))
        {
            faults.Add("path:product", IdHint);
        }

        if (!IsWarehouse(warehouse))
        {
            faults.Add("path:warehouse", WarehouseHint);
        }

        return faults;
    }

    public static void Check(StockDraft draft, Faults faults)
    {
        if (draft.OnHand is null or < 0 or > ProductStock.MaxQuantity)
        {
            faults.Add("#/onHand", string.Create(CultureInfo.InvariantCulture, $"Give 0 to {ProductStock.MaxQuantity} pieces."));
        }

        if (draft.Reason is not null)
        {
            faults.RequireLine("#/reason", draft.Reason, MaxReasonLength);
        }
    }

    public static void Check(AdjustmentDraft draft, Faults faults)
    {
        if (draft.Change is null or 0 or < -ProductStock.MaxQuantity or > ProductStock.MaxQuantity)
        {
            faults.Add("#/change", string.Create(
                CultureInfo.InvariantCulture, $"Give the difference in pieces, from -{ProductStock.MaxQuantity} to {ProductStock.MaxQuantity}, not 0."));
        }

        faults.RequireLine("#/reason", draft.Reason, MaxReasonLength);
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Id();

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,39}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Warehouse();
}
