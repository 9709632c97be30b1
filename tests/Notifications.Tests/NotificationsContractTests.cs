using Tollgate.Contracts.Services;

namespace Tollgate.Notifications.Tests;

public sealed class NotificationsContractTests() : ServiceContract(new NotificationsModule());
