using System.Text.RegularExpressions;
using Tollgate.Platform.Http;
using Tollgate.Platform.Http.Validation;
using Tollgate.Platform.Values;

namespace Tollgate.Payments.Processing;

/// <summary>What payments must look like; every fault is reported, each with its pointer.</summary>
internal static partial class PaymentRules
{
    public const int MaxRefunds = 100;

    private const string IdHint = "Give 1 to 64 letters, digits, dots, hyphens and underscores, beginning with a letter or digit.";

    public static bool IsId(string text) => Id().IsMatch(text);

    /// <summary>The payment that a draft asks for, or what is wrong with it.</summary>
    public static (PaymentRecord? Record, Problem? Problem) Read(string id, PaymentDraft draft, DateTimeOffset now)
    {
        var faults = new Faults();
        if (!IsId(id))
        {
            faults.Add("path:id", IdHint);
        }

        if (draft.Order is null || !IsId(draft.Order))
        {
            faults.Add("#/order", IdHint);
        }

        faults.RequireMoney("#/amount", draft.Amount, min: 1);
        if (draft.Method is null || !Token().IsMatch(draft.Method) || LongNumber().IsMatch(draft.Method))
        {
            faults.Add("#/method", "Give the token that stands for the means of payment, such as pm_approve; never the number of a card.");
        }

        if (faults.Any)
        {
            return (null, faults.ToProblem("The payment does not match the contract; 'errors' says where."));
        }

        var amount = draft.Amount!.ToMoney();
        var record = new PaymentRecord
        {
            Phase = PaymentPhase.Requested,
            Order = draft.Order!,
            Amount = amount,
            Method = draft.Method!,
            Open = new OpenOperation(PaymentOperation.Authorize, amount.Amount, now),
            CreatedAt = now,
            UpdatedAt = now,
        };
        return (record, null);
    }

    /// <summary>The amount of a capture or refund, or what is wrong with it.</summary>
    public static (Money? Amount, Problem? Problem) Read(MoneyDraft? draft)
    {
        var faults = new Faults();
        faults.RequireMoney("#/amount", draft, min: 1);
        return faults.Any ? (null, faults.ToProblem("The amount does not match the contract; 'errors' says where.")) : (draft!.ToMoney(), null);
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Id();

    [GeneratedRegex(@"^[a-z][a-z0-9]{0,15}_[A-Za-z0-9_]{1,60}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Token();

    // Numbers of cards have 12 to 19 digits (ISO/IEC 7812-1); in groups they have separators.
    [GeneratedRegex(@"([0-9]_?){12}", RegexOptions.CultureInvariant)]
    private static partial Regex LongNumber();
}
