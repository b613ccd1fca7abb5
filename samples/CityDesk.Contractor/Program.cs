using CityDesk.Contractor;

await ContractorHost.Create(args).RunAsync();
