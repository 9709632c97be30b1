using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Contracts.Services;
using Tollgate.Contracts.Tables;
using Tollgate.Payments.Ledger;
using Tollgate.Payments.Processing;
using Tollgate.Payments.Providers;
using Tollgate.Platform.Http;
using Tollgate.Platform.Http.Paging;
using Tollgate.Platform.Tables;
using Tollgate.Platform.Values;

namespace Tollgate.Payments.Tests;

public sealed class LedgerTests
{
    private const string Tenant = "default";
    private const int Payments = 4;
    private static readonly string[] Methods = ["pm_approve", "pm_decline", "pm_answer_twice"];

    /// <summary>
    /// A process authorizes, captures, voids and refunds, with a provider that is silent now and then, and dies at some write, also between the
    /// provider's deed and its own. In the end the ledger balances and says what the provider's books say.
    /// </summary>
    [Fact]
    public void Whenever_processes_die_the_ledger_balances_and_agrees_with_the_provider()
    {
        var step =
            from kind in Gen.Choose(0, 5)
            from payment in Gen.Choose(1, Payments)
            from amount in Gen.Choose(1, 120)
            from wire in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Constant(1)), (1, Gen.Constant(2)))
            from crashAfter in Gen.Frequency((1, Gen.Constant(-1)), (2, Gen.Choose(0, 9)))
            from keepsLast in Gen.Elements(true, false)
            select new Step(kind, $"p{payment}", amount, Methods[payment % Methods.Length], wire, crashAfter, keepsLast);

        Prop.ForAll(Gen.ListOf(step).Select(steps => steps.Take(30).ToList()).ToArbitrary(), steps => RunAsync(steps).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }

    private static async Task<bool> RunAsync(IReadOnlyList<Step> steps)
    {
        CrashingTables? mortal = null;
        var (host, wire) = await PaymentsHost.StartAsync(services => services.AddSingleton<ITableStore>(mortal = new CrashingTables(
            (ITableStore)services.Last(service => service.ServiceType == typeof(ITableStore)).ImplementationInstance!)));
        await using var _ = host;
        foreach (var (step, number) in steps.Select((step, number) => (step, number)))
        {
            await RunAsync(host, mortal!, wire, step, number);
            await CheckAsync(host, isAtRest: false);
        }

        (wire.IsCut, wire.LosesAnswers) = (false, false);
        for (var minutes = 1; minutes <= 3; minutes++)
        {
            host.Clock.Advance(TimeSpan.FromMinutes(minutes));
            await host.SweepAsync();
        }

        await CheckAsync(host, isAtRest: true);
        return true;
    }

    private static async Task RunAsync(ServiceHost host, CrashingTables tables, Wire wire, Step step, int number)
    {
        var desk = host.Services.GetRequiredService<PaymentDesk>();
        (wire.IsCut, wire.LosesAnswers) = (step.Wire == 1, step.Wire == 2);
        if (step.CrashAfter >= 0)
        {
            tables.CrashAfter(step.CrashAfter, step.KeepsLast);
        }

        var amount = new MoneyDraft { Currency = "EUR", Amount = step.Amount };
        try
        {
            _ = step.Kind switch
            {
                0 or 1 => (await desk.PutAsync(
                    Tenant, step.Payment, new PaymentDraft { Order = "o1", Amount = new MoneyDraft { Currency = "EUR", Amount = 100 }, Method = step.Method }, default)).Problem,
                2 => (await desk.CaptureAsync(Tenant, step.Payment, amount, CancellationToken.None)).Problem,
                3 when step.Amount <= 40 => (await desk.VoidAsync(Tenant, step.Payment, CancellationToken.None)).Problem,
                5 => await SweepAsync(host),
                _ => (await desk.RefundAsync(Tenant, step.Payment, $"k{number}", amount, CancellationToken.None)).Problem,
            };
        }
        catch (TableStoreException) when (tables.IsDead)
        {
            // The process is dead; the next one finds what it left.
        }

        tables.Revive();
    }

    private static async Task<Problem?> SweepAsync(ServiceHost host)
    {
        host.Clock.Advance(TimeSpan.FromSeconds(20));
        await host.SweepAsync();
        return null;
    }

    private static async Task CheckAsync(ServiceHost host, bool isAtRest)
    {
        var store = host.Services.GetRequiredService<PaymentStore>();
        for (var i = 1; i <= Payments; i++)
        {
            var key = new PaymentKey(Tenant, $"p{i}");
            if (await store.FindAsync(key, CancellationToken.None) is { Record: var payment })
            {
                var entries = (await store.ListEntriesAsync(key, new PageRequest("", 500, null), CancellationToken.None)).Items;
                Assert.Equal(payment.Entries, entries.Count);
                Assert.All(entries.GroupBy(entry => entry.Posting), posting => Assert.Equal(0, posting.Sum(entry => entry.Amount.Amount)));
                if (isAtRest)
                {
                    Assert.Null(payment.Open);
                    await CompareAsync(host, payment, entries);
                }
            }
        }
    }

    private static async Task CompareAsync(ServiceHost host, PaymentRecord payment, IReadOnlyList<LedgerEntry> entries)
    {
        long Balance(LedgerAccount account) => entries.Where(entry => entry.Account == account).Sum(entry => entry.Amount.Amount);
        var read = payment.Reference is null
            ? default
            : await host.Tables.ReadAsync(SimulatedProvider.Table, new TableKey(payment.Reference, "authorization"), CancellationToken.None);
        if (read.Entity is null)
        {
            Assert.Empty(entries);
            return;
        }

        var books = JsonSerializer.Deserialize<SimulatedAuthorization>(read.Entity.GetString("Doc")!, JsonRules.Options)!;
        Assert.Equal(books.IsCaptured || books.IsVoided ? 0 : books.Authorized, Balance(LedgerAccount.CustomerPromises));
        Assert.Equal(books.Captured - books.Refunded, Balance(LedgerAccount.Provider));
        Assert.Equal(-books.Captured, Balance(LedgerAccount.Sales));
        Assert.Equal(books.Refunded, Balance(LedgerAccount.Refunds));
    }

    private sealed record Step(int Kind, string Payment, int Amount, string Method, int Wire, int CrashAfter, bool KeepsLast);
}
