using Microsoft.Extensions.DependencyInjection;
using Tollgate.Platform.Sagas;

namespace Tollgate.Orders.Cancelling;

internal static class CancellingServices
{
    public static IServiceCollection AddCancelling(this IServiceCollection services)
    {
        services.AddSingleton<Cancellation>();

        // Used by other steps too.
        services.AddTransient<FinishCancellation>();
        services.AddTransient<RestoreOrder>();

        return services
            .AddSaga<CancelOrderSaga>()
            .AddSagaStep<FinishCancellation>(FinishCancellation.Name)
            .AddSagaStep<RestoreOrder>(RestoreOrder.Name)
            .AddSagaStep<CompleteCancellation>(CompleteCancellation.Name);
    }
}
