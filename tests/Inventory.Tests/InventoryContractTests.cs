using Tollgate.Contracts.Services;

namespace Tollgate.Inventory.Tests;

public sealed class InventoryContractTests() : ServiceContract(new InventoryModule());
