create table probe (id int primary key);
grant select on probe to ${app};
