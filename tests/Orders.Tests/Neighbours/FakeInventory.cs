using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Tollgate.Orders.Tests.Neighbours;

internal sealed record ReservationBody(IReadOnlyList<ReservedItem> Items, int? ExpiresInSeconds = null);

internal sealed record ReservedItem(string Product, long Quantity);

/// <summary>Stock and reservations: all or nothing, idempotent by id; what was released or refused stays so.</summary>
internal sealed class FakeInventory
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (string State, IReadOnlyList<ReservedItem> Items)> _reservations = [];
    private readonly Dictionary<string, long> _stock = [];

    public void Put(string product, long quantity)
    {
        lock (_lock)
        {
            _stock[product] = quantity;
        }
    }

    public long FreeOf(string product)
    {
        lock (_lock)
        {
            return _stock[product];
        }
    }

    public string? StateOf(string id)
    {
        lock (_lock)
        {
            return _reservations.TryGetValue(id, out var reservation) ? reservation.State : null;
        }
    }

    public void Ship(string id)
    {
        lock (_lock)
        {
            _reservations[id] = _reservations[id] with { State = "shipped" };
        }
    }

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPut("/reservations/{id}", Reserve);
        endpoints.MapDelete("/reservations/{id}", Release);
    }

    private IResult Reserve(string id, ReservationBody body)
    {
        lock (_lock)
        {
            if (_reservations.TryGetValue(id, out var known))
            {
                return known.State switch
                {
                    "reserved" when known.Items.SequenceEqual(body.Items) => Results.Ok(new { id, state = known.State }),
                    "reserved" => Problems.Of(422, "reservation-differs"),
                    "rejected" => Problems.Of(409, "out-of-stock"),
                    _ => Problems.Of(409, "reservation-closed"),
                };
            }

            if (body.Items.Any(item => _stock.GetValueOrDefault(item.Product) < item.Quantity))
            {
                _reservations[id] = ("rejected", body.Items);
                return Problems.Of(409, "out-of-stock");
            }

            foreach (var item in body.Items)
            {
                _stock[item.Product] -= item.Quantity;
            }

            _reservations[id] = ("reserved", body.Items);
            return Results.Created(id, new { id, state = "reserved" });
        }
    }

    private IResult Release(string id)
    {
        lock (_lock)
        {
            var (state, items) = _reservations.GetValueOrDefault(id, ("", []));
            if (state == "shipped")
            {
                return Problems.Of(409, "reservation-closed");
            }

            foreach (var item in state == "reserved" ? items : [])
            {
                _stock[item.Product] += item.Quantity;
            }

            _reservations[id] = ("released", items);
            return Results.NoContent();
        }
    }
}
