using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CityDesk.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class KeyIndexes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_Requests_ResidentId",
                table: "Requests",
                column: "ResidentId",
                filter: "\"ResidentId\" IS NOT NULL");

            // By these a re-encryption and an erasure find values of one key. EF Core has no word for an index on an expression: they are not in
            // its model, and a migration that rebuilds one of these tables has to make them again.
            migrationBuilder.Sql("""CREATE INDEX "ix_Requests_Reporter_FirstName_key" ON "Requests" (substr("Reporter_FirstName", 3, 32))""");
            migrationBuilder.Sql("""CREATE INDEX "ix_Requests_Reporter_LastName_key" ON "Requests" (substr("Reporter_LastName", 3, 32))""");
            migrationBuilder.Sql("""CREATE INDEX "ix_Requests_Reporter_Email_key" ON "Requests" (substr("Reporter_Email", 3, 32))""");
            migrationBuilder.Sql("""CREATE INDEX "ix_Requests_Reporter_Phone_key" ON "Requests" (substr("Reporter_Phone", 3, 32))""");
            migrationBuilder.Sql("""CREATE INDEX "ix_Requests_Reporter_DeviceId_key" ON "Requests" (substr("Reporter_DeviceId", 3, 32))""");
            migrationBuilder.Sql("""CREATE INDEX "ix_Requests_Reporter_AccountId_key" ON "Requests" (substr("Reporter_AccountId", 3, 32))""");
            migrationBuilder.Sql("""CREATE INDEX "ix_Requests_Answers_key" ON "Requests" (substr("Answers", 3, 32))""");
            migrationBuilder.Sql("""CREATE INDEX "ix_Requests_ReporterEmailIndex_key" ON "Requests" (substr("ReporterEmailIndex", 1, 4))""");
            migrationBuilder.Sql("""CREATE INDEX "ix_Requests_ReporterPhoneIndex_key" ON "Requests" (substr("ReporterPhoneIndex", 1, 4))""");
            migrationBuilder.Sql("""CREATE INDEX "ix_ImportFindings_Detail_key" ON "ImportFindings" (substr("Detail", 3, 32))""");
            migrationBuilder.Sql("""CREATE INDEX "ix_ImportFindings_Raw_key" ON "ImportFindings" (substr("Raw", 3, 32))""");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Requests_ResidentId",
                table: "Requests");
            migrationBuilder.Sql("""DROP INDEX "ix_Requests_Reporter_FirstName_key";""");
            migrationBuilder.Sql("""DROP INDEX "ix_Requests_Reporter_LastName_key";""");
            migrationBuilder.Sql("""DROP INDEX "ix_Requests_Reporter_Email_key";""");
            migrationBuilder.Sql("""DROP INDEX "ix_Requests_Reporter_Phone_key";""");
            migrationBuilder.Sql("""DROP INDEX "ix_Requests_Reporter_DeviceId_key";""");
            migrationBuilder.Sql("""DROP INDEX "ix_Requests_Reporter_AccountId_key";""");
            migrationBuilder.Sql("""DROP INDEX "ix_Requests_Answers_key";""");
            migrationBuilder.Sql("""DROP INDEX "ix_Requests_ReporterEmailIndex_key";""");
            migrationBuilder.Sql("""DROP INDEX "ix_Requests_ReporterPhoneIndex_key";""");
            migrationBuilder.Sql("""DROP INDEX "ix_ImportFindings_Detail_key";""");
            migrationBuilder.Sql("""DROP INDEX "ix_ImportFindings_Raw_key";""");
        }
    }
}
