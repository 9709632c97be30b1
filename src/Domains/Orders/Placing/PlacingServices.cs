using Microsoft.Extensions.DependencyInjection;
using Tollgate.Platform.Sagas;

namespace Tollgate.Orders.Placing;

internal static class PlacingServices
{
    public static IServiceCollection AddPlacing(this IServiceCollection services)
    {
        services.AddSingleton<Placement>();
        services.AddSingleton<OrderEnds>();

        // Used by other steps too.
        services.AddTransient<ReleaseStock>();
        services.AddTransient<ReturnPayment>();

        return services
            .AddSaga<PlaceOrderSaga>()
            .AddSagaStep<ReserveStock>(ReserveStock.Name)
            .AddSagaStep<AuthorizePayment>(AuthorizePayment.Name)
            .AddSagaStep<ConfirmOrder>(ConfirmOrder.Name)
            .AddSagaStep<RejectOrderStep>(RejectOrderStep.Name)
            .AddSagaStep<ReleaseStock>(ReleaseStock.Name)
            .AddSagaStep<ReturnPayment>(ReturnPayment.Name)
            .AddSagaStep<AbandonOrder>(AbandonOrder.Name)
            .AddSagaStep<UndoReservation>(UndoReservation.Name)
            .AddSagaStep<UndoPayment>(UndoPayment.Name)
            .AddSagaStep<CloseOrder>(CloseOrder.Name);
    }
}
