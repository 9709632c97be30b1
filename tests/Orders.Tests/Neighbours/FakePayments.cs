using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tollgate.Platform.Values;

namespace Tollgate.Orders.Tests.Neighbours;

internal sealed record PaymentBody(string Order, Money Amount, string Method);

internal sealed record RefundBody(Money Amount);

internal sealed record FakePayment(string Id, string State, Money? Amount = null, Money? Captured = null, Money? Refunded = null);

/// <summary>Payments: idempotent by id; what was voided before it was made can't be made.</summary>
internal sealed class FakePayments
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, FakePayment> _payments = [];

    /// <summary>How often a payment is still pending when it is asked for.</summary>
    public int Pending { get; set; }

    public FakePayment? Find(string id)
    {
        lock (_lock)
        {
            return _payments.GetValueOrDefault(id);
        }
    }

    public void Capture(string id)
    {
        lock (_lock)
        {
            _payments[id] = _payments[id] with { State = "captured", Captured = _payments[id].Amount };
        }
    }

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPut("/payments/{id}", Authorize);
        endpoints.MapGet("/payments/{id}", (string id) => Find(id) is { } payment ? Results.Ok(payment) : Problems.Of(404, "resource-not-found"));
        endpoints.MapPost("/payments/{id}/void", Void);
        endpoints.MapPost("/payments/{id}/refunds", Refund);
    }

    private IResult Authorize(string id, PaymentBody body)
    {
        lock (_lock)
        {
            if (!body.Method.StartsWith("pm_", StringComparison.Ordinal))
            {
                return Problems.Of(400, "validation-failed");
            }

            _payments.TryAdd(id, new FakePayment(id, body.Method == "pm_decline" ? "declined" : "authorized", body.Amount));

            return _payments[id] switch
            {
                { State: "voided" } => Problems.Of(409, "payment-closed"),
                { Amount: var amount } when amount != body.Amount => Problems.Of(422, "payment-differs"),
                var payment when Pending-- > 0 => Results.Ok(payment with { State = "pending" }),
                var payment => Results.Ok(payment),
            };
        }
    }

    private IResult Void(string id)
    {
        lock (_lock)
        {
            var payment = _payments.GetValueOrDefault(id) ?? new FakePayment(id, "authorized");
            if (payment.State is not ("authorized" or "voided"))
            {
                return Problems.Of(409, "payment-closed");
            }

            _payments[id] = payment with { State = "voided" };
            return Results.Ok(_payments[id]);
        }
    }

    private IResult Refund(string id, RefundBody body)
    {
        lock (_lock)
        {
            var payment = _payments[id];
            var refunded = (payment.Refunded?.Amount ?? 0) + body.Amount.Amount;
            if (refunded > (payment.Captured?.Amount ?? 0))
            {
                return Problems.Of(409, "amount-exceeded");
            }

            _payments[id] = payment with
            {
                State = refunded == payment.Captured!.Amount ? "refunded" : "partiallyRefunded",
                Refunded = body.Amount with { Amount = refunded },
            };
            return Results.Ok(_payments[id]);
        }
    }
}
