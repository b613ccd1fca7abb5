using System.Text;
using CityDesk.Import.Profiles;
using CityDesk.Import.Reading;

namespace CityDesk.Tests.Import;

/// <summary>A folder with an export that nobody ever made, in the dialect of Los Angeles, and its code tables.</summary>
public sealed class InventedExport : IDisposable
{
    public const string Header = "request_id,srnumber,created_date,closed_date,type_id,agency_id,source_id,council_id,region_id,address,latitude,longitude,city_id";

    public InventedExport()
    {
        Folder = Directory.CreateTempSubdirectory("citydesk-import-").FullName;
        WriteTable("request_types.csv", "type_id,type_name,type_group,color,data_code,sort_order", "1,Bulky Items,Trash,#111111,Bulky Items,1", "2,Single Streetlight,Repairs,#222222,Single Streetlight Issue,2", "3,Graffiti,Repairs,#333333,Graffiti Removal,3");
        WriteTable("agencies.csv", "agency_id,agency_name,website,twitter,data_code", "1,Sanitation,,,BOS", "2,Street Lighting,,,BSL", "3,Community Beautification,,,OCB");
        WriteTable("sources.csv", "source_id,source_name,data_code", "7,Mobile App,Mobile App", "8,Phone Call,Call");
        WriteTable("councils.csv", "council_id,council_name,region_id", "0,No council,0", "44,Lake Shore,3");
        WriteTable("regions.csv", "region_id,region_name", "3,South Shore");
    }

    public string Folder { get; }

    public string File => Path.Combine(Folder, "requests.csv");

    /// <summary>A row in which nothing is wrong.</summary>
    public static string Row(
        string id,
        string created = "2020-01-01 10:00:00",
        string closed = "2020-01-03 09:30:00",
        string type = "1",
        string agency = "1",
        string source = "8",
        string council = "44",
        string region = "3",
        string address = "\"12 N EXAMPLE ST, 90001\"",
        string latitude = "34.05",
        string longitude = "-118.25",
        string cityId = "6") =>
        string.Join(',', "1", id, created, closed, type, agency, source, council, region, address, latitude, longitude, cityId);

    public static IEnumerable<string> Rows(int count) => Enumerable.Range(1, count).Select(i => Row($"1-{i}"));

    /// <summary>Writes header and rows, each with the line end of the dialect.</summary>
    public string Write(params IEnumerable<string> rows) => WriteText(string.Concat(rows.Prepend(Header).Select(row => row + "\r\n")));

    public string WriteText(string content) => WriteBytes(Encoding.UTF8.GetBytes(content));

    public string WriteBytes(byte[] content)
    {
        System.IO.File.WriteAllBytes(File, content);
        return File;
    }

    public void WriteTable(string name, params string[] lines) => System.IO.File.WriteAllText(Path.Combine(Folder, name), string.Join('\n', lines));

    /// <summary>Maps one row without a database.</summary>
    internal async Task<MappedRow> MapAsync(string row) => await MapAsync(Encoding.UTF8.GetBytes(row));

    internal async Task<MappedRow> MapAsync(byte[] row)
    {
        using var reader = new RecordReader(new MemoryStream([.. row, (byte)'\n']));
        var record = await reader.ReadAsync(TestContext.Current.CancellationToken);
        var profile = new LosAngeles();
        var tables = new List<CodeTable>();
        foreach (var layout in profile.Tables)
            tables.Add(await CodeTable.LoadAsync(Folder, layout, TestContext.Current.CancellationToken));
        return new RowContext(profile, Header.Split(','), tables, Desk.Today).Map(1, record!);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
