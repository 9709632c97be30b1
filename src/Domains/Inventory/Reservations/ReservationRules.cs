using System.Globalization;
using Tollgate.Inventory.Stock;
using Tollgate.Platform.Http;
using Tollgate.Platform.Http.Validation;

namespace Tollgate.Inventory.Reservations;

/// <summary>What a reservation must look like; every fault is reported, each with its pointer.</summary>
internal static class ReservationRules
{
    public const int MaxItems = 100;
    public const long MaxQuantity = 1_000_000;
    public const int MaxSeconds = 7 * 24 * 60 * 60;
    public const int UsualSeconds = 15 * 60;

    /// <summary>The reservation that a draft asks for, or what is wrong with it.</summary>
    public static (ReservationRecord? Record, Problem? Problem) Read(string id, ReservationDraft draft, DateTimeOffset now)
    {
        var faults = new Faults();
        if (!StockRules.IsId(id))
        {
            faults.Add("path:id", StockRules.IdHint);
        }

        if (draft.ExpiresInSeconds is < 1 or > MaxSeconds)
        {
            faults.Add("#/expiresInSeconds", string.Create(CultureInfo.InvariantCulture, $"Give 1 to {MaxSeconds} seconds."));
        }

        CheckItems(draft.Items, faults);
        if (faults.Any)
        {
            return (null, faults.ToProblem("The reservation does not match the contract; 'errors' says where."));
        }

        var seconds = draft.ExpiresInSeconds ?? UsualSeconds;
        var record = new ReservationRecord
        {
            Phase = ReservationPhase.Making,
            Items = [.. draft.Items!.Select(item => new ReservationItem { Product = item!.Product!, Quantity = item.Quantity!.Value })],
            ExpiresInSeconds = seconds,
            CreatedAt = now,
            ExpiresAt = now.AddSeconds(seconds),
        };
        return (record, null);
    }

    private static void CheckItems(IReadOnlyList<ReservationItemDraft?>? items, Faults faults)
    {
        if (items is null or { Count: 0 or > MaxItems })
        {
            faults.Add("#/items", string.Create(CultureInfo.InvariantCulture, $"Give 1 to {MaxItems} items."));
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < items.Count; index++)
        {
            var pointer = string.Create(CultureInfo.InvariantCulture, $"#/items/{index}");
            if (items[index] is not { } item)
            {
                faults.Add(pointer, "Give an object with product and quantity.");
                continue;
            }

            if (item.Product is null || !StockRules.IsId(item.Product))
            {
                faults.Add(pointer + "/product", "Give the id of a product: " + StockRules.IdForm);
            }
            else if (!seen.Add(item.Product))
            {
                faults.Add(pointer + "/product", "The product is there twice. Give it once, with the sum of both quantities.");
            }

            if (item.Quantity is null or < 1 or > MaxQuantity)
            {
                faults.Add(pointer + "/quantity", string.Create(CultureInfo.InvariantCulture, $"Give 1 to {MaxQuantity} pieces."));
            }
        }
    }
}
