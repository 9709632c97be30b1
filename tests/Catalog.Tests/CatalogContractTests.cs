using Tollgate.Contracts.Services;

namespace Tollgate.Catalog.Tests;

public sealed class CatalogContractTests() : ServiceContract(new CatalogModule());
